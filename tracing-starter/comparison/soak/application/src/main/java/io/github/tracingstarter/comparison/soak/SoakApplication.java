package io.github.tracingstarter.comparison.soak;

import io.github.tracingstarter.comparison.servlet.ServletApplication;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

/**
 * The application on servlets with more paths, asynchronous methods, and a job.
 */
@SpringBootApplication
@EnableAsync
@EnableScheduling
@Import(ServletApplication.class)
public class SoakApplication {

	/**
	 * Starts the application.
	 * @param args properties
	 */
	public static void main(String[] args) {
		SpringApplication.run(SoakApplication.class, args);
	}

}
