package io.github.tracingstarter.comparison.servlet;

import java.util.Optional;

import org.springframework.data.repository.Repository;

/**
 * Reads users.
 */
interface UserRepository extends Repository<User, Long> {

	Optional<User> findById(long id);

	long countByCity(String city);

}
