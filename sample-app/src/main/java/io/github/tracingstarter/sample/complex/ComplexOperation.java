package io.github.tracingstarter.sample.complex;

import java.time.Instant;
import java.util.List;

import io.github.tracingstarter.sample.item.ItemService;
import io.github.tracingstarter.sample.user.UserService;
import io.github.tracingstarter.sample.weather.Weather;
import io.github.tracingstarter.sample.weather.WeatherClient;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.server.ResponseStatusException;

/**
 * Writes a report in one transaction, and then requests the weather of two cities, one of
 * which has none.
 */
@Service
class ComplexOperation {

	private static final Log logger = LogFactory.getLog(ComplexOperation.class);

	private final UserService users;

	private final ItemService items;

	private final ReportRepository reports;

	private final WeatherClient weather;

	private final TransactionOperations transaction;

	ComplexOperation(UserService users, ItemService items, ReportRepository reports, WeatherClient weather,
			TransactionOperations transaction) {
		this.users = users;
		this.items = items;
		this.reports = reports;
		this.weather = weather;
		this.transaction = transaction;
	}

	Result run() {
		Report report = this.transaction.execute((status) -> writeReport());
		List<String> mostUrgent = this.items.mostUrgentTitles();
		return new Result(report.getId(), report.getUsers(), report.getItems(), mostUrgent,
				this.weather.fetch("London"), weatherOrNull("Atlantis"));
	}

	private Report writeReport() {
		return this.reports.save(new Report(Instant.now(), this.users.count(), this.items.count()));
	}

	private @Nullable Weather weatherOrNull(String city) {
		try {
			return this.weather.fetch(city);
		}
		catch (ResponseStatusException ex) {
			logger.warn("Going on without the weather of " + city + ": " + ex.getReason());
			return null;
		}
	}

	record Result(@Nullable Long report, long users, long items, List<String> mostUrgent, Weather london,
			@Nullable Weather atlantis) {
	}

}
