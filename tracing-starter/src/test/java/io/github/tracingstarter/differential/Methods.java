package io.github.tracingstarter.differential;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.micrometer.observation.annotation.Observed;
import io.micrometer.tracing.annotation.NewSpan;
import io.micrometer.tracing.annotation.SpanTag;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;

/**
 * What an application sees of its annotated methods, and of its runners.
 */
final class Methods {

	private Methods() {
	}

	static Stream<Situation> situations() {
		return Stream.of(Situation.of("methods: annotated", Annotated.class, Methods::call),
				Situation.of("methods: annotated, in a circle", Circle.class, Methods::callCircle)
					.with("spring.main.allow-circular-references=true"),
				Situation.of("methods: runners", Runners.class, (context) -> context.getBean(Runners.class).ran));
	}

	private static Object call(ConfigurableApplicationContext context) {
		Map<String, Object> seen = new LinkedHashMap<>();
		Service service = context.getBean(Service.class);
		CompletableFuture<String> future = new CompletableFuture<>();
		IllegalStateException mine = new IllegalStateException("mine");
		seen.put("class", ClassUtils.getUserClass(service).getSimpleName());
		seen.put("greeting", service.greet("user"));
		seen.put("nothing", String.valueOf(service.greet(null)));
		seen.put("same future", service.future(future) == future);
		try {
			service.fail(mine);
		}
		catch (IllegalStateException ex) {
			seen.put("same failure", ex == mine);
		}
		WithFinalMethod finals = context.getBean(WithFinalMethod.class);
		seen.put("final", finals.name() + finals.greet());
		seen.put("field", finals.greeting);
		seen.put("field of a traced bean", service.shelf + service.top);
		seen.put("lists", context.getBean("names", List.class));
		return seen;
	}

	private static Object callCircle(ConfigurableApplicationContext context) {
		Left left = context.getBean(Left.class);
		Right right = context.getBean(Right.class);
		return List.of(right.left == left, left.greet(), right.left.greet());
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Annotated {

		@Bean
		Service service() {
			return new Service("hello ");
		}

		@Bean
		WithFinalMethod withFinalMethod() {
			return new WithFinalMethod();
		}

		@Bean
		List<String> names(Service service, WithFinalMethod finals) {
			return List.of(service.greet("names"), finals.name());
		}

	}

	static class Service {

		final List<String> shelf = List.of("shelf");

		protected String top = "top";

		private final String greeting;

		Service(String greeting) {
			this.greeting = greeting;
		}

		@NewSpan
		public String greet(@SpanTag("name") String name) {
			return (name != null) ? this.greeting + name : null;
		}

		@Observed
		public CompletableFuture<String> future(CompletableFuture<String> future) {
			future.complete(this.greeting);
			return future;
		}

		@NewSpan
		public void fail(RuntimeException failure) {
			throw failure;
		}

	}

	static class WithFinalMethod {

		final String greeting = "hi";

		private final List<String> names = List.of("final");

		public final String name() {
			return this.names.get(0);
		}

		@NewSpan
		public String greet() {
			return this.greeting;
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Circle {

		@Bean
		Left left() {
			return new Left();
		}

		@Bean
		Right right() {
			return new Right();
		}

	}

	static class Left {

		@Autowired
		private Right right;

		@NewSpan
		public String greet() {
			return this.right.getClass().getSimpleName();
		}

	}

	static class Right {

		@Autowired
		private Left left;

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Runners {

		private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

		@Bean
		Last last() {
			return new Last(this.ran);
		}

		@Bean
		@Order(2)
		CommandLineRunner second() {
			return (args) -> this.ran.add("second");
		}

		@Bean
		First first() {
			return new First(this.ran);
		}

	}

	@Order(1)
	static class First implements ApplicationRunner {

		private final List<String> ran;

		First(List<String> ran) {
			this.ran = ran;
		}

		@Override
		public void run(ApplicationArguments args) {
			this.ran.add("first");
		}

	}

	static class Last implements CommandLineRunner, Ordered {

		private final List<String> ran;

		Last(List<String> ran) {
			this.ran = ran;
		}

		@Override
		public int getOrder() {
			return 3;
		}

		@Override
		public void run(String... args) {
			this.ran.add("last");
		}

	}

}
