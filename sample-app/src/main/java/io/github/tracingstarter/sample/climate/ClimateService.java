package io.github.tracingstarter.sample.climate;

import java.util.List;
import java.util.OptionalDouble;

import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Summarizes the measurements.
 */
@Service
public class ClimateService {

	private final CityRepository cities;

	private final MeasurementRepository measurements;

	ClimateService(CityRepository cities, MeasurementRepository measurements) {
		this.cities = cities;
		this.measurements = measurements;
	}

	/**
	 * Loads the measurements of one city after the other.
	 */
	@Transactional(readOnly = true)
	List<CityClimate> all() {
		return this.cities.findAllByOrderByName().stream().map(CityClimate::of).toList();
	}

	List<WarmDays> warmDays() {
		return this.measurements.findWarmDays();
	}

	/**
	 * Returns the average temperature of the last seven days.
	 * @param city the name of a city
	 * @return the average temperature, if there are measurements
	 */
	public OptionalDouble lately(String city) {
		return this.measurements.findFirst7ByCityNameOrderByMeasuredOnDesc(city)
			.stream()
			.mapToInt(Measurement::getTemperature)
			.average();
	}

	record CityClimate(String city, int days, int lowest, int highest) {

		static CityClimate of(City city) {
			List<Measurement> measurements = city.getMeasurements();
			return new CityClimate(city.getName(), measurements.size(),
					measurements.stream().mapToInt(Measurement::getTemperature).min().orElse(0),
					measurements.stream().mapToInt(Measurement::getTemperature).max().orElse(0));
		}

	}

}
