package com.example.consumer;

import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
public class Application {

	public static void main(String[] args) {
		SpringApplication.run(Application.class, args);
	}

	@RestController
	static class GreetingController {

		private final DatabaseClient database;

		GreetingController(DatabaseClient database) {
			this.database = database;
		}

		@GetMapping("/hello")
		Mono<String> hello() {
			return this.database.sql("SELECT 'Hello'").mapValue(String.class).one();
		}

	}

}
