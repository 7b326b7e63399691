package io.github.tracingstarter.sample.complex;

import java.time.Instant;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

@Entity
@Table(name = "reports")
class Report {

	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	private @Nullable Long id;

	@Column(nullable = false)
	private Instant writtenAt;

	@Column(nullable = false)
	private long users;

	@Column(nullable = false)
	private long items;

	@SuppressWarnings("NullAway.Init")
	protected Report() {
	}

	Report(Instant writtenAt, long users, long items) {
		this.writtenAt = writtenAt;
		this.users = users;
		this.items = items;
	}

	@Nullable Long getId() {
		return this.id;
	}

	long getUsers() {
		return this.users;
	}

	long getItems() {
		return this.items;
	}

}
