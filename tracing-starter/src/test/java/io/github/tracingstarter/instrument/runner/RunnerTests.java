package io.github.tracingstarter.instrument.runner;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.testing.LiveSwitch;
import io.github.tracingstarter.testing.RecordedSpans;
import io.opentelemetry.api.trace.StatusCode;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.DefaultApplicationArguments;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;

class RunnerTests {

	@Test
	void eachRunnerHasATraceWithItsSql() {
		try (ConfigurableApplicationContext context = run()) {
			RecordedSpans spans = context.getBean(RecordedSpans.class);
			spans.await(4);
			assertThat(spans.tree())
				.isEqualTo("INTERNAL First.run\n  CLIENT SELECT\nINTERNAL second\n  CLIENT SELECT\n");
			assertThat(RecordedSpans.attributes(spans.named("First.run")))
				.containsExactly(entry("code.function.name", First.class.getName() + ".run"));
			assertThat(RecordedSpans.attributes(spans.named("second"))).isEmpty();
			assertThat(context.getBean(Application.class).ran).containsExactly("first [--a=b]", "second", "third");
			assertThat(context.getBean(TracingReport.class).entries())
				.filteredOn((entry) -> entry.instrumentation().equals("runners"))
				.extracting(TracingReport.Entry::subject, TracingReport.Entry::traced)
				.containsExactlyInAnyOrder(tuple("first (First)", true), tuple("second (lambda)", true),
						tuple("third (Third)", false));
		}
	}

	@Test
	void theFailureOfARunnerIsUnchanged() {
		RecordedSpans spans = new RecordedSpans();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> builder("failing=true")
			.initializers((context) -> ((org.springframework.context.support.GenericApplicationContext) context)
				.registerBean("recorded", RecordedSpans.class, () -> spans))
			.run("--a=b")).withMessage("mine");
		assertThat(spans.named("First.run").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
	}

	@Test
	void offByItsKey() {
		try (ConfigurableApplicationContext context = run("tracing.runners.enabled=false")) {
			assertThat(context.getBean(First.class).getClass()).isEqualTo(First.class);
			assertThat(context.getBean(RecordedSpans.class).all()).isEmpty();
		}
	}

	@Test
	void goesOffAndOnWhileTheApplicationRuns() {
		try (ConfigurableApplicationContext context = run()) {
			LiveSwitch.offAndOn(context, "tracing.runners.enabled",
					(isOn) -> context.getBean(ApplicationRunner.class).run(new DefaultApplicationArguments("--a=b")),
					"INTERNAL request\n  INTERNAL First.run\n    CLIENT SELECT\n",
					"INTERNAL request\n  CLIENT SELECT\n");
		}
	}

	private static ConfigurableApplicationContext run(String... properties) {
		return builder(properties).run("--a=b");
	}

	private static SpringApplicationBuilder builder(String... properties) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("tracing.exporters=none", "spring.main.banner-mode=off")
			.properties(properties);
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

		private final List<String> ran = new CopyOnWriteArrayList<>();

		@Bean
		RecordedSpans recordedSpans() {
			return new RecordedSpans();
		}

		@Bean
		@Order(3)
		Third third() {
			return new Third(this.ran);
		}

		@Bean
		@Order(2)
		CommandLineRunner second(JdbcTemplate jdbc) {
			return (args) -> {
				jdbc.queryForObject("select 2", Integer.class);
				this.ran.add("second");
			};
		}

		@Bean
		First first() {
			return new First();
		}

	}

	@Order(1)
	static class First implements ApplicationRunner {

		@Autowired
		private JdbcTemplate jdbc;

		@Autowired
		private Application application;

		@Autowired
		private org.springframework.core.env.Environment environment;

		@Override
		public void run(ApplicationArguments args) {
			this.jdbc.queryForObject("select 1", Integer.class);
			this.application.ran.add("first " + List.of(args.getSourceArgs()));
			if (this.environment.containsProperty("failing")) {
				throw new IllegalStateException("mine");
			}
		}

	}

	static final class Third implements CommandLineRunner {

		private final List<String> ran;

		Third(List<String> ran) {
			this.ran = ran;
		}

		@Override
		public void run(String... args) {
			this.ran.add("third");
		}

	}

}
