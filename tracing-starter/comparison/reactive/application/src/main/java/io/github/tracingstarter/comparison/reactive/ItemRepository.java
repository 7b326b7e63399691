package io.github.tracingstarter.comparison.reactive;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.data.repository.Repository;

/**
 * Reads items.
 */
interface ItemRepository extends Repository<Item, Long> {

	Flux<Item> findByUserIdOrderByTitle(long userId);

	Mono<Long> countByUserId(long userId);

}
