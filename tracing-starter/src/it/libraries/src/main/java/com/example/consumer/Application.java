package com.example.consumer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Uses all libraries that the starter brings: R2DBC and JMS are observed through them.
 */
@SpringBootApplication
public class Application {

	public static void main(String[] args) {
		SpringApplication.run(Application.class, args);
	}

	@RestController
	static class GreetingController {

		private final DatabaseClient database;

		private final JmsTemplate jms;

		GreetingController(DatabaseClient database, JmsTemplate jms) {
			this.database = database;
			this.jms = jms;
		}

		@GetMapping("/hello")
		String hello() {
			String greeting = this.database.sql("SELECT 'Hello'").mapValue(String.class).one().block();
			this.jms.convertAndSend("greetings", greeting);
			return greeting;
		}

		@JmsListener(destination = "greetings")
		void receive(String greeting) {
		}

	}

}
