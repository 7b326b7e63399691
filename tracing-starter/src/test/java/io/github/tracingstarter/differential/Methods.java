package io.github.tracingstarter.differential;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
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
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
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
				Situation.of("methods: named by a property", Named.class, Methods::callNamed)
					.with("tracing.methods.include=Named*", "tracing.transactions.enabled=true",
							"spring.datasource.url=jdbc:h2:mem:named-methods"),
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

	private static Object callNamed(ConfigurableApplicationContext context) throws Exception {
		Map<String, Object> seen = new LinkedHashMap<>();
		NamedLedger ledger = context.getBean(NamedLedger.class);
		seen.put("class", ClassUtils.getUserClass(ledger).getSimpleName());
		seen.put("same for each", context.getBean(NamedUser.class).ledger == ledger);
		seen.put("instance", ledger instanceof Supplier<?>);
		seen.put("equal", ledger.equals(ledger) && !ledger.equals(new Object()));
		seen.put("hash code", ledger.hashCode() == ledger.hashCode());
		seen.put("text", ledger.toString());
		seen.put("field", String.valueOf(ledger.shelf));
		seen.put("placed", ledger.place("a"));
		try {
			ledger.fail("b");
		}
		catch (IllegalStateException ex) {
			seen.put("failure", ex.getMessage());
		}
		seen.put("rows", ledger.get());
		seen.put("steps", ledger.steps());
		seen.put("thread", context.getBean(NamedAsync.class).work().get().replaceAll("\\d+", ""));
		NamedEqual equal = context.getBean(NamedEqual.class);
		seen.put("defined", equal.equals(new NamedEqual()) + " " + equal.hashCode() + " "
				+ Set.of(equal).contains(new NamedEqual()));
		seen.put("final", context.getBean(NamedFinal.class).name());
		seen.put("record", context.getBean(NamedRecord.class).toString());
		seen.put("private", context.getBean(NamedUser.class).all());
		return seen;
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
	@EnableAsync
	static class Named {

		@Bean
		NamedLedger ledger(JdbcTemplate jdbc) {
			jdbc.execute("CREATE TABLE t (name VARCHAR(20))");
			return new NamedLedger(jdbc);
		}

		@Bean
		NamedAsync async() {
			return new NamedAsync();
		}

		@Bean
		NamedEqual equal() {
			return new NamedEqual();
		}

		@Bean
		NamedFinal last() {
			return new NamedFinal();
		}

		@Bean
		NamedRecord values() {
			return new NamedRecord("record");
		}

		@Bean
		NamedUser user(NamedLedger ledger, NamedFinal last) {
			return new NamedUser(ledger, last);
		}

	}

	static class NamedLedger implements Supplier<List<String>> {

		final List<String> shelf = List.of("shelf");

		private final List<String> steps = new ArrayList<>();

		private final JdbcTemplate jdbc;

		NamedLedger(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Transactional
		public String place(String name) {
			this.jdbc.update("INSERT INTO t VALUES (?)", name);
			this.steps.add("inserted " + TransactionSynchronizationManager.getCurrentTransactionName());
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCompletion(int status) {
					NamedLedger.this.steps.add("completed " + status);
				}

			});
			return name;
		}

		@Transactional
		public void fail(String name) {
			place(name);
			throw new IllegalStateException("failed");
		}

		@Override
		public List<String> get() {
			return this.jdbc.queryForList("SELECT name FROM t", String.class);
		}

		public List<String> steps() {
			return List.copyOf(this.steps);
		}

		@Override
		public String toString() {
			return "ledger of " + this.shelf;
		}

	}

	static class NamedAsync {

		@Async
		public CompletableFuture<String> work() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

	static class NamedEqual {

		@Override
		public boolean equals(Object other) {
			return other instanceof NamedEqual;
		}

		@Override
		public int hashCode() {
			return 5;
		}

	}

	static final class NamedFinal {

		public String name() {
			return "final";
		}

	}

	record NamedRecord(String name) {

	}

	static class NamedUser {

		final NamedLedger ledger;

		private final NamedFinal last;

		NamedUser(NamedLedger ledger, NamedFinal last) {
			this.ledger = ledger;
			this.last = last;
		}

		public String all() {
			return this.ledger.get() + this.last.name();
		}

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
