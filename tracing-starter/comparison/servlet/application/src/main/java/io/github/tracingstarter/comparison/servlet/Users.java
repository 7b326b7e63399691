package io.github.tracingstarter.comparison.servlet;

import java.util.List;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The statements of a request, in one read-only transaction, as is usual in services.
 */
@Service
class Users {

	private final UserRepository users;

	private final ItemRepository items;

	Users(UserRepository users, ItemRepository items) {
		this.users = users;
		this.items = items;
	}

	/**
	 * Runs two statements.
	 */
	@Transactional(readOnly = true)
	public UserItems items(long id) {
		User user = this.users.findById(id).orElseThrow();
		List<Item> found = this.items.findByUserIdOrderByTitle(id);
		return new UserItems(user.name(), user.city(), found.stream().map(Item::title).toList());
	}

	/**
	 * Runs four statements. The weather is requested after the transaction, so that no
	 * connection is held meanwhile.
	 */
	@Transactional(readOnly = true)
	public Stock stock(long id) {
		UserItems user = items(id);
		return new Stock(user, this.items.countByUserId(id), this.users.countByCity(String.valueOf(user.city())));
	}

	/**
	 * The results of the four statements.
	 *
	 * @param user the user and the items
	 * @param itemCount how many items the user has
	 * @param neighbours how many users live in the same city
	 */
	record Stock(UserItems user, long itemCount, long neighbours) {

	}

}
