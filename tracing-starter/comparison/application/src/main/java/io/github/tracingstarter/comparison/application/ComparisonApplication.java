package io.github.tracingstarter.comparison.application;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An ordinary Spring Boot application without a line of tracing.
 */
@SpringBootApplication
public class ComparisonApplication {

	/**
	 * Starts the application.
	 * @param args properties
	 */
	public static void main(String[] args) {
		SpringApplication.run(ComparisonApplication.class, args);
	}

}
