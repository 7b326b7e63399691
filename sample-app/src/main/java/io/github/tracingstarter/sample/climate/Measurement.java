package io.github.tracingstarter.sample.climate;

import java.time.LocalDate;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

@Entity
@Table(name = "measurements")
class Measurement {

	@Id
	private long id;

	@ManyToOne(fetch = FetchType.LAZY, optional = false)
	private City city;

	@Column(nullable = false)
	private LocalDate measuredOn;

	@Column(nullable = false)
	private int temperature;

	@SuppressWarnings("NullAway.Init")
	protected Measurement() {
	}

	City getCity() {
		return this.city;
	}

	LocalDate getMeasuredOn() {
		return this.measuredOn;
	}

	int getTemperature() {
		return this.temperature;
	}

}
