package io.github.tracingstarter.comparison.servlet;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * A thing of a user's. It has the user's id and no association, so that no statement runs
 * but those of the repositories.
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
