package io.github.tracingstarter.sample.item;

import java.util.List;

import jakarta.validation.Valid;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/users/{id}/items")
class ItemController {

	private final ItemService items;

	ItemController(ItemService items) {
		this.items = items;
	}

	@PostMapping
	@ResponseStatus(HttpStatus.CREATED)
	ItemResponse create(@PathVariable long id, @Valid @RequestBody NewItem newItem) {
		return ItemResponse.of(this.items.create(id, newItem));
	}

	@GetMapping
	List<ItemResponse> of(@PathVariable long id) {
		return this.items.of(id).stream().map(ItemResponse::of).toList();
	}

}
