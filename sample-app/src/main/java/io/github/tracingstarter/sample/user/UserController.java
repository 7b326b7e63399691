package io.github.tracingstarter.sample.user;

import java.net.URI;
import java.util.List;

import jakarta.validation.Valid;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/users")
class UserController {

	private final UserService users;

	UserController(UserService users) {
		this.users = users;
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	ResponseEntity<UserResponse> create(@Valid @RequestBody NewUser newUser) {
		UserResponse user = UserResponse.of(this.users.create(newUser));
		return ResponseEntity.created(URI.create("/users/" + user.id())).body(user);
	}

	@GetMapping
	List<UserResponse> all() {
		return this.users.all().stream().map(UserResponse::of).toList();
	}

	@GetMapping("/{id}")
	UserResponse get(@PathVariable long id) {
		return UserResponse.of(this.users.get(id));
	}

}
