package io.github.tracingstarter.sample.forecast;

import io.github.tracingstarter.sample.ApiClient;
import io.github.tracingstarter.sample.ApiTest;
import io.github.tracingstarter.sample.SampleApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application together with a second instance as the forecast service.
 */
@ApiTest
class ForecastApiTests {

	private static ConfigurableApplicationContext service;

	private final ApiClient client;

	ForecastApiTests(@LocalServerPort int port) {
		this.client = new ApiClient(port);
	}

	@DynamicPropertySource
	static void startService(DynamicPropertyRegistry registry) {
		service = new SpringApplicationBuilder(SampleApplication.class).profiles("forecast")
			.run("--server.port=0", "--spring.datasource.generate-unique-name=true");
		registry.add("forecast.service-url",
				() -> "http://localhost:" + service.getEnvironment().getProperty("local.server.port"));
	}

	@AfterAll
	static void stopService() {
		service.close();
	}

	@Test
	void theForecastIsThatOfTheService() {
		assertThat(service.getEnvironment().getProperty("spring.application.name")).isEqualTo("forecast-service");
		this.client.get("/forecast/London").expectStatus().isOk().expectBody().json("""
				{"city":"London","temperature":18}
				""");
	}

	@Test
	void thereIsNoneWhereNothingWasMeasured() {
		ApiClient.expectProblem(this.client.get("/forecast/Atlantis"), HttpStatus.BAD_GATEWAY);
	}

}
