package io.github.tracingstarter.sample.climate;

import java.util.List;

import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

interface MeasurementRepository extends JpaRepository<Measurement, Long> {

	/**
	 * Returns for each city on how many days no other city was warmer. There is no index
	 * for the measurements of a day, so all measurements are read for each day.
	 */
	@Query("""
			select new io.github.tracingstarter.sample.climate.WarmDays(m.city.name, count(m)) from Measurement m
			where m.measuredOn < current_date and not exists (select 1 from Measurement other
				where other.measuredOn = m.measuredOn and other.temperature > m.temperature)
			group by m.city.name order by count(m) desc, m.city.name""")
	List<WarmDays> findWarmDays();

	List<Measurement> findFirst7ByCityNameOrderByMeasuredOnDesc(String city);

}
