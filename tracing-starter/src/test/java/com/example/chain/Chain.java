package com.example.chain;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * Each of three services: one that sells, one that takes orders, and one that knows the
 * stock. Each calls the next one.
 */
@SpringBootApplication
public class Chain {

	@Bean
	TomcatServletWebServerFactory tomcatServletWebServerFactory() {
		return new TomcatServletWebServerFactory();
	}

	@RestController
	static class ChainController {

		private final RestClient client;

		private final JdbcTemplate jdbc;

		private final Environment environment;

		ChainController(RestClient.Builder client, JdbcTemplate jdbc, Environment environment) {
			this.client = client.build();
			this.jdbc = jdbc;
			this.environment = environment;
		}

		@GetMapping("/checkout/{id}")
		String checkout(@PathVariable String id) {
			return "checked out: " + next("/orders/{id}", id);
		}

		@GetMapping("/orders/{id}")
		String order(@PathVariable String id) {
			return "ordered, " + next("/stock/{id}", id);
		}

		@GetMapping("/stock/{id}")
		String stock(@PathVariable String id) {
			return "in stock: " + this.jdbc
				.queryForObject("SELECT COUNT(*) FROM information_schema.tables WHERE 'a' = ?", Integer.class, id);
		}

		private @Nullable String next(String path, String id) {
			String next = this.environment.getRequiredProperty("next");
			return this.client.get().uri(next + path, id).retrieve().body(String.class);
		}

	}

}
