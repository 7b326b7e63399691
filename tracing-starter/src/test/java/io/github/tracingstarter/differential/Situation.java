package io.github.tracingstarter.differential;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.util.ClassUtils;

/**
 * An application and what is observed in it.
 *
 * @param name what is special about it
 * @param start how the application is started
 * @param observation what is observed while it runs
 * @param properties its configuration
 * @param spans whether it creates spans when it is traced
 * @param libraries names of classes that it needs and that not every Spring Boot version
 * has
 */
record Situation(String name, Start start, Observation observation, List<String> properties, boolean spans,
		List<String> libraries) {

	static Situation of(String name, Class<?> application, Observation observation) {
		return of(name, (parts) -> Started.of(parts.apply(application).run()), observation);
	}

	static Situation of(String name, Start start, Observation observation) {
		return new Situation(name, start, observation, List.of(), true, List.of());
	}

	Situation with(String... properties) {
		return new Situation(this.name, this.start, this.observation,
				Stream.concat(this.properties.stream(), Arrays.stream(properties)).toList(), this.spans,
				this.libraries);
	}

	/**
	 * For situations without spans, such as a failing startup.
	 */
	Situation withoutSpans() {
		return new Situation(this.name, this.start, this.observation, this.properties, false, this.libraries);
	}

	/**
	 * For situations that are skipped if a library is missing.
	 */
	Situation needing(String... libraries) {
		return new Situation(this.name, this.start, this.observation, this.properties, this.spans, List.of(libraries));
	}

	boolean isPossible() {
		return this.libraries.stream().allMatch((library) -> ClassUtils.isPresent(library, null));
	}

	@Override
	public String toString() {
		return this.name;
	}

	/**
	 * Starts an application.
	 */
	interface Start {

		/**
		 * Starts it with all its parts.
		 * @param parts creates a part of the application from its class
		 * @return the running application
		 * @throws Exception what keeps it from starting, which is compared as well
		 */
		Started start(Function<Class<?>, SpringApplicationBuilder> parts) throws Exception;

	}

	/**
	 * A running application.
	 *
	 * @param context the observed context
	 * @param stop stops all of it
	 */
	record Started(ConfigurableApplicationContext context, AutoCloseable stop) {

		static Started of(ConfigurableApplicationContext context) {
			return new Started(context, context);
		}

	}

	/**
	 * Observes a running application.
	 */
	interface Observation {

		/**
		 * Uses the application and returns what it observed.
		 * @param context the application
		 * @return texts, numbers and collections of them, which have to be equal
		 * @throws Exception what using it throws, which is compared as well
		 */
		@Nullable Object observe(ConfigurableApplicationContext context) throws Exception;

	}

}
