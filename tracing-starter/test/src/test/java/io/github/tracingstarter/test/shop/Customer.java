package io.github.tracingstarter.test.shop;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.jspecify.annotations.Nullable;

/**
 * A customer of the shop.
 */
@Entity
public class Customer {

	@Id
	private int id;

	private @Nullable String name;

	protected Customer() {
	}

	public Customer(int id, String name) {
		this.id = id;
		this.name = name;
	}

	public int getId() {
		return this.id;
	}

	public @Nullable String getName() {
		return this.name;
	}

}
