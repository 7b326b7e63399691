package com.example.consumer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
public class Application {

	public static void main(String[] args) {
		SpringApplication.run(Application.class, args);
	}

	@RestController
	static class GreetingController {

		private final JdbcClient jdbc;

		GreetingController(JdbcClient jdbc) {
			this.jdbc = jdbc;
		}

		@GetMapping("/hello")
		String hello() {
			return this.jdbc.sql("SELECT 'Hello'").query(String.class).single();
		}

	}

}
