package io.github.tracingstarter.control;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.tracingstarter.report.ExportControl;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Shows the state of the exporters. Always up, because an application serves requests
 * without a collector and must not be restarted for the lack of one.
 */
final class TracingHealthIndicator implements HealthIndicator {

	private final ObjectProvider<ExportControl> exporters;

	TracingHealthIndicator(ObjectProvider<ExportControl> exporters) {
		this.exporters = exporters;
	}

	@Override
	public Health health() {
		Map<String, Object> details = new LinkedHashMap<>();
		this.exporters.stream()
			.flatMap((control) -> control.destinations().stream())
			.forEach((status) -> details.put(status.label(), ExporterDetails.of(status)));
		return Health.up().withDetail("exporters", details).build();
	}

}
