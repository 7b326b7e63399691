package com.example.orders;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * The orders of the shop.
 */
@RestController
class OrderController {

	private static final Logger logger = LoggerFactory.getLogger(OrderController.class);

	private final JdbcClient jdbc;

	OrderController(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@GetMapping("/orders/{id}")
	ResponseEntity<String> order(@PathVariable int id) {
		logger.info("An order is looked up");
		return ResponseEntity
			.of(this.jdbc.sql("select item from orders where id = ?").param(id).query(String.class).optional());
	}

}
