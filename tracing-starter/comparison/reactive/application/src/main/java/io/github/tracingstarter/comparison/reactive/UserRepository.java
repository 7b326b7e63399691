package io.github.tracingstarter.comparison.reactive;

import reactor.core.publisher.Mono;

import org.springframework.data.repository.Repository;

/**
 * Reads users.
 */
interface UserRepository extends Repository<User, Long> {

	Mono<User> findById(long id);

	Mono<Long> countByCity(String city);

}
