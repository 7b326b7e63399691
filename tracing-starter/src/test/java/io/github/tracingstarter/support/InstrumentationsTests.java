package io.github.tracingstarter.support;

import java.util.List;

import io.github.tracingstarter.report.TracingReport;
import io.github.tracingstarter.support.Instrumentations.Status;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.web.servlet.DispatcherServlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/**
 * Tests of the text about instrumentations whose library is missing.
 */
class InstrumentationsTests {

	@Test
	void aLibraryThatIsMissingIsTheReasonWhateverTheSwitchSays() {
		MockEnvironment environment = new MockEnvironment().withProperty("tracing.kafka.enabled", "false")
			.withProperty("tracing.jms.enabled", "true");
		Instrumentations instrumentations = new Instrumentations(environment,
				BeanUtils.instantiateClass(TracingReport.class), new FilteredClassLoader("org.springframework.security",
						"org.springframework.kafka", "org.springframework.jms"),
				(key) -> false);
		assertThat(instrumentations.statuses())
			.filteredOn((item) -> List.of("security", "kafka", "jms").contains(item.id()))
			.extracting(Status::name, Status::on, Status::present, Status::reason)
			.containsExactlyInAnyOrder(
					tuple("Spring Security", false, false, "spring-security-core is not on the class path"),
					tuple("Kafka", false, false, "spring-kafka is not on the class path"),
					tuple("JMS", true, false, "spring-jms is not on the class path"));
	}

	@Test
	void requestsThatWebFluxServesAreTracedWithoutSpringMvc() {
		TracingReport report = BeanUtils.instantiateClass(TracingReport.class);
		report.traced("HTTP server", "all handlers of WebFlux");
		Instrumentations instrumentations = new Instrumentations(new MockEnvironment(), report,
				new FilteredClassLoader(DispatcherServlet.class), (key) -> false);
		assertThat(instrumentations.statuses()).filteredOn((item) -> "web".equals(item.id()))
			.singleElement()
			.satisfies((status) -> assertThat(status.present()).isTrue())
			.extracting(Status::reason)
			.isEqualTo("all handlers of WebFlux");
	}

	@Test
	void whatIsNotOnTheClassPath() {
		Instrumentations instrumentations = new Instrumentations(new MockEnvironment(),
				BeanUtils.instantiateClass(TracingReport.class), new FilteredClassLoader(DispatcherServlet.class),
				(key) -> false);
		assertThat(instrumentations.statuses()).filteredOn((item) -> "web".equals(item.id()))
			.singleElement()
			.satisfies((status) -> assertThat(status.on()).isTrue())
			.satisfies((status) -> assertThat(status.present()).isFalse())
			.extracting(Status::reason)
			.isEqualTo("Spring MVC is not on the class path");
	}

	@ParameterizedTest
	@CsvSource({ "org.springframework.cloud.function.context.FunctionCatalog, true",
			"com.amazonaws.serverless.proxy.RequestReader, true",
			"com.microsoft.azure.functions.internal.spi.middleware.Middleware, true", "com.example.Other, false" })
	void oneOfSeveralTypesIsEnough(String type, boolean isPresent) {
		ClassLoader without = new FilteredClassLoader("org.springframework.cloud.function", "com.amazonaws",
				"com.microsoft.azure");
		ClassLoader classLoader = new ByteBuddy().subclass(Object.class)
			.name(type)
			.make()
			.load(without)
			.getLoaded()
			.getClassLoader();
		Instrumentations instrumentations = new Instrumentations(new MockEnvironment(),
				BeanUtils.instantiateClass(TracingReport.class), classLoader, (key) -> false);
		assertThat(instrumentations.statuses()).filteredOn((item) -> "faas".equals(item.id()))
			.extracting(Status::present, Status::reason)
			.containsExactly(tuple(isPresent, isPresent ? "no platform for functions has been found"
					: "a library for functions, such as spring-cloud-function-context, is not on the class path"));
	}

	@Test
	void whatWasTurnedOffWhileTheApplicationRuns() {
		Instrumentations instrumentations = new Instrumentations(new MockEnvironment(),
				BeanUtils.instantiateClass(TracingReport.class), getClass().getClassLoader(),
				"tracing.jdbc.enabled"::equals);
		assertThat(instrumentations.statuses()).filteredOn((item) -> "jdbc".equals(item.id()))
			.extracting(Status::on, Status::reason)
			.containsExactly(tuple(false, "tracing.jdbc.enabled was turned off while the application runs"));
		assertThat(instrumentations.statuses()).filteredOn((item) -> "mail".equals(item.id()))
			.extracting(Status::on)
			.containsExactly(true);
	}

}
