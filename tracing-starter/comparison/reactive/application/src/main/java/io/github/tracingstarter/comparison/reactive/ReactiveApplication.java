package io.github.tracingstarter.comparison.reactive;

import io.github.tracingstarter.comparison.control.ControlPort;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/**
 * An ordinary WebFlux application without a line of tracing.
 */
@SpringBootApplication
@Import(ControlPort.class)
public class ReactiveApplication {

	/**
	 * Starts the application.
	 * @param args properties
	 */
	public static void main(String[] args) {
		SpringApplication.run(ReactiveApplication.class, args);
	}

}
