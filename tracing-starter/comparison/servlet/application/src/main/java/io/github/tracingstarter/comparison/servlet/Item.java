package io.github.tracingstarter.comparison.servlet;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * An item of a user. It has the user's id and no association, so that only the statements
 * of the repositories run.
 */
@Entity
@Table(name = "items")
class Item {

	@Id
	private @Nullable Long id;

	@Column(name = "user_id")
	private @Nullable Long userId;

	private @Nullable String title;

	protected Item() {
	}

	@Nullable String title() {
		return this.title;
	}

}
