package io.github.tracingstarter.comparison.servlet;

import io.github.tracingstarter.comparison.control.ControlPort;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/**
 * An ordinary Spring MVC application without a line of tracing.
 */
@SpringBootApplication
@Import(ControlPort.class)
public class ServletApplication {

	/**
	 * Starts the application.
	 * @param args properties
	 */
	public static void main(String[] args) {
		SpringApplication.run(ServletApplication.class, args);
	}

}
