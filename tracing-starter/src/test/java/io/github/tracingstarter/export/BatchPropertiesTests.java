package io.github.tracingstarter.export;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the batch settings that come from Boot's keys and OpenTelemetry's variables.
 */
class BatchPropertiesTests {

	private static final BatchProperties DEFAULTS = new BatchProperties(32768, DataSize.ofMegabytes(48), 2048,
			Duration.ofSeconds(1), Duration.ofSeconds(2));

	private static final String BOOTS = "management.opentelemetry.tracing.export.";

	@Test
	void bootsKeysCountWhereOursAreNotSet() {
		MockEnvironment environment = new MockEnvironment().withProperty(BOOTS + "max-queue-size", "1000")
			.withProperty(BOOTS + "schedule-delay", "3s")
			.withProperty("tracing.batch.schedule-delay", "1s");
		assertThat(DEFAULTS.orBoots(environment)).isEqualTo(new BatchProperties(1000, DataSize.ofMegabytes(48), 1000,
				Duration.ofSeconds(1), Duration.ofSeconds(2)));
	}

	@Test
	void soDoOpenTelemetrysVariables() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
					Map.of("OTEL_BSP_SCHEDULE_DELAY", "300", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "64")));
		assertThat(DEFAULTS.orBoots(environment)).isEqualTo(new BatchProperties(32768, DataSize.ofMegabytes(48), 64,
				Duration.ofMillis(300), Duration.ofSeconds(2)));
	}

}
