package io.github.tracingstarter.sample.climate;

import java.util.ArrayList;
import java.util.List;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;

@Entity
@Table(name = "cities")
class City {

	@Id
	private long id;

	@Column(nullable = false)
	private String name;

	@OneToMany(mappedBy = "city")
	private List<Measurement> measurements = new ArrayList<>();

	@SuppressWarnings("NullAway.Init")
	protected City() {
	}

	String getName() {
		return this.name;
	}

	List<Measurement> getMeasurements() {
		return this.measurements;
	}

}
