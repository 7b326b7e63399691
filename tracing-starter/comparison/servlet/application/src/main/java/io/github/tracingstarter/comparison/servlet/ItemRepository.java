package io.github.tracingstarter.comparison.servlet;

import java.util.List;

import org.springframework.data.repository.Repository;

/**
 * Reads items.
 */
interface ItemRepository extends Repository<Item, Long> {

	List<Item> findByUserIdOrderByTitle(long userId);

	long countByUserId(long userId);

}
