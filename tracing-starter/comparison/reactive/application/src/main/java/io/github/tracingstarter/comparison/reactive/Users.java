package io.github.tracingstarter.comparison.reactive;

import reactor.core.publisher.Mono;

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
	 * Runs two statements, one after the other.
	 */
	@Transactional(readOnly = true)
	public Mono<UserItems> items(long id) {
		return this.users.findById(id)
			.flatMap((user) -> this.items.findByUserIdOrderByTitle(id)
				.map(Item::title)
				.collectList()
				.map((titles) -> new UserItems(user.name(), user.city(), titles)));
	}

	/**
	 * Runs four statements, one after the other. The weather is requested after the
	 * transaction, so that no connection is held meanwhile.
	 */
	@Transactional(readOnly = true)
	public Mono<Stock> stock(long id) {
		return items(id).flatMap((user) -> this.items.countByUserId(id)
			.flatMap((itemCount) -> this.users.countByCity(user.city())
				.map((neighbours) -> new Stock(user, itemCount, neighbours))));
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
