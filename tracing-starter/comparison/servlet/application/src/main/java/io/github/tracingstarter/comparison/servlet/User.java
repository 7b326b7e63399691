package io.github.tracingstarter.comparison.servlet;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * A user, who has items.
 */
@Entity
@Table(name = "users")
class User {

	@Id
	private @Nullable Long id;

	private @Nullable String name;

	private @Nullable String city;

	protected User() {
	}

	@Nullable String name() {
		return this.name;
	}

	@Nullable String city() {
		return this.city;
	}

}
