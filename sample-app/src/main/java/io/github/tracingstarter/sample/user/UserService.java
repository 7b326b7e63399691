package io.github.tracingstarter.sample.user;

import java.util.List;

import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.HttpStatus;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Service;
import org.springframework.web.server.ResponseStatusException;

/**
 * Creates and finds users.
 */
@Service
public class UserService {

	private final UserRepository users;

	private final PasswordEncoder passwordEncoder;

	UserService(UserRepository users, PasswordEncoder passwordEncoder) {
		this.users = users;
		this.passwordEncoder = passwordEncoder;
	}

	User create(NewUser newUser) {
		if (this.users.existsByUsername(newUser.username())) {
			throw conflict("The username '%s' is taken".formatted(newUser.username()));
		}
		if (this.users.existsByEmail(newUser.email())) {
			throw conflict("The email '%s' is taken".formatted(newUser.email()));
		}
		String passwordHash = this.passwordEncoder.encode(newUser.password());
		try {
			return this.users.save(new User(newUser.username(), newUser.email(), passwordHash));
		}
		catch (DataIntegrityViolationException ex) {
			// Another request was faster: it took one of the two after the checks above.
			throw conflict("The username or the email is taken");
		}
	}

	List<User> all() {
		return this.users.findAllByOrderById();
	}

	/**
	 * Returns the user with this id, or makes the request fail with 404.
	 * @param id the id of the user
	 * @return the user
	 */
	public User get(long id) {
		return this.users.findById(id)
			.orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no user %d".formatted(id)));
	}

	/**
	 * Returns the number of users.
	 * @return the number of users
	 */
	public long count() {
		return this.users.count();
	}

	private static ResponseStatusException conflict(String reason) {
		return new ResponseStatusException(HttpStatus.CONFLICT, reason);
	}

}
