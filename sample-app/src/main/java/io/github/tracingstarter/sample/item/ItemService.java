package io.github.tracingstarter.sample.item;

import java.util.List;

import io.github.tracingstarter.sample.user.UserService;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Creates and finds the items of users.
 */
@Service
public class ItemService {

	private final ItemRepository items;

	private final UserService users;

	ItemService(ItemRepository items, UserService users) {
		this.items = items;
		this.users = users;
	}

	@Transactional
	Item create(long ownerId, NewItem newItem) {
		return this.items
			.save(new Item(this.users.get(ownerId), newItem.title(), newItem.description(), newItem.priority()));
	}

	@Transactional(readOnly = true)
	List<Item> of(long ownerId) {
		return this.items.findByOwnerOrderById(this.users.get(ownerId));
	}

	/**
	 * Returns the number of items.
	 * @return the number of items of all users
	 */
	public long count() {
		return this.items.count();
	}

	/**
	 * Returns the titles of the items of the highest priority.
	 * @return at most three titles
	 */
	public List<String> mostUrgentTitles() {
		return this.items.findMostUrgentTitles();
	}

}
