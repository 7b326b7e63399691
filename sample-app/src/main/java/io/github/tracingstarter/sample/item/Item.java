package io.github.tracingstarter.sample.item;

import io.github.tracingstarter.sample.user.User;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "items")
class Item {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	@ManyToOne(fetch = FetchType.LAZY, optional = false)
	private User owner;

	@Column(nullable = false, length = 100)
	private String title;

	@Column(length = 1000)
	private @Nullable String description;

	@Column(nullable = false)
	private int priority;

	@SuppressWarnings("NullAway.Init")
	protected Item() {
	}

	Item(User owner, String title, @Nullable String description, int priority) {
		this.owner = owner;
		this.title = title;
		this.description = description;
		this.priority = priority;
	}

	@Nullable Long getId() {
		return this.id;
	}

	String getTitle() {
		return this.title;
	}

	@Nullable String getDescription() {
		return this.description;
	}

	int getPriority() {
		return this.priority;
	}

}
