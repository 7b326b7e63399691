package com.example.shop;

import org.springframework.data.jpa.repository.JpaRepository;

/**
 * The customers of the {@link Shop}.
 */
interface CustomerRepository extends JpaRepository<Shop.Customer, Long> {

}
