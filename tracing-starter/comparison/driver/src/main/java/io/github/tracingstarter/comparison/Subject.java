package io.github.tracingstarter.comparison;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The available applications. Each is built with every tracer.
 */
enum Subject {

	/** Spring MVC on Tomcat, JPA and {@code RestClient}. */
	SERVLET(Endpoint.PING, Endpoint.ITEMS, Endpoint.WEATHER, Endpoint.COMPLEX),

	/** WebFlux on Netty, R2DBC and {@code WebClient}. */
	REACTIVE(Endpoint.PING, Endpoint.ITEMS, Endpoint.WEATHER, Endpoint.COMPLEX),

	/** Spring MVC on Tomcat, and Kafka. */
	KAFKA(Endpoint.ORDERS);

	private final List<Endpoint> endpoints;

	Subject(Endpoint... endpoints) {
		this.endpoints = List.of(endpoints);
	}

	/**
	 * Returns the paths to measure unless others are requested. All requests to the first
	 * one are answered as soon as the application is up.
	 */
	List<Endpoint> endpoints() {
		return this.endpoints;
	}

	/**
	 * Starts the service that the application needs.
	 */
	Backend startBackend() throws IOException {
		return (this == KAFKA) ? new Broker() : new Upstream();
	}

	static Subject of(String name) {
		for (Subject subject : values()) {
			if (subject.optionName().equals(name)) {
				return subject;
			}
		}
		throw new IllegalArgumentException("no application '%s': %s".formatted(name,
				Arrays.stream(values()).map(Subject::optionName).collect(Collectors.joining(", "))));
	}

	String optionName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
