package io.github.tracingstarter.test.shop;

import org.springframework.data.jpa.repository.JpaRepository;

/**
 * The customers of the shop.
 */
public interface CustomerRepository extends JpaRepository<Customer, Integer> {

}
