package com.example.aheadoftime;

import java.util.TreeSet;

import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.OpenTelemetry;
import org.slf4j.MDC;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * Answers a request with a statement and a call to itself, and injects tracers.
 */
@SpringBootApplication(excludeName = { "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
		"org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration" })
@RestController
public class ShopApplication {

	private final JdbcTemplate jdbc;

	private final RestClient client;

	private final Object[] tracers;

	public ShopApplication(JdbcTemplate jdbc, RestClient.Builder clients, OpenTelemetry openTelemetry, Tracer tracer) {
		this.jdbc = jdbc;
		this.client = clients.build();
		this.tracers = new Object[] { openTelemetry, tracer };
	}

	public static void main(String[] args) {
		SpringApplication.run(ShopApplication.class, args);
	}

	@GetMapping("/work")
	public String work(@RequestHeader HttpHeaders headers) {
		Integer one = this.jdbc.queryForObject("SELECT 1", Integer.class);
		String called = this.client.get()
			.uri("http://" + headers.getFirst(HttpHeaders.HOST) + "/called")
			.retrieve()
			.body(String.class);
		return "%d of %d tracers; log %s; called with %s".formatted(one, this.tracers.length,
				new TreeSet<>(
						(MDC.getCopyOfContextMap() != null) ? MDC.getCopyOfContextMap().keySet() : new TreeSet<>()),
				called);
	}

	@GetMapping("/called")
	public String called(@RequestHeader HttpHeaders headers) {
		return new TreeSet<>(headers.headerNames()).toString();
	}

}
