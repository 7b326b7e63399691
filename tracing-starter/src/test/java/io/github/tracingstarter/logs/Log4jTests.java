package io.github.tracingstarter.logs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.tracingstarter.testing.ChildJvm;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.ui.TraceLogs;
import io.opentelemetry.proto.logs.v1.LogRecord;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.message.StringMapMessage;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of an application whose logging system is Log4j 2. It has a separate JVM, because
 * the tests use Logback. The build downloads Log4j.
 */
@Tag("slow")
class Log4jTests {

	private static final Path LOG4J = Path.of("target/compatibility/log4j");

	private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

	private static final String OTHER_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	@Test
	void linesArriveAtTheCollectorAndOnThePage() throws Exception {
		Assumptions.assumeTrue(Files.isDirectory(LOG4J), "Log4j is fetched by the build");
		ChildJvm jvm = new ChildJvm().withoutOnClassPath("logback-", "log4j-to-slf4j", "log4j-core");
		try (Stream<Path> jars = Files.list(LOG4J)) {
			jvm.firstOnClassPath(jars.toList());
		}
		try (OtlpReceiver receiver = OtlpReceiver.start()) {
			String output = jvm.run(Log4jTests.class, receiver.url());
			assertThat(receiver.logs()
				.stream()
				.filter((line) -> line.getBody().getStringValue().startsWith("> "))
				.map(Log4jTests::describe)
				.collect(Collectors.joining("\n"))).as(output).isEqualTo("""
						INFO > looks for order 7 {} trace and span
						ERROR > no paper {exception.message=out of paper, exception.stacktrace=java.lang.Illeg…, \
						exception.type=java.lang.IllegalStateException} trace and span
						WARN > a marker {log4j.marker=AUDIT, tenant=acme}
						INFO > {"city":"Rome","order":"7"} {city=Rome, order=7}
						FATAL > fatal {}
						INFO > a trace of another thread {} sampled span
						INFO > a trace alone {} sampled
						INFO > [!!!%1$s$Fails=>java.lang.IllegalStateException:no text!!!] {}
						ERROR > an exception without a text {exception.message=[FAILED toString()], \
						exception.stacktrace=io.github.traci…, exception.type=%1$s$NoText}
						INFO > inner {}
						INFO > outer inner {}
						INFO > after a reload {}
						INFO > while another one runs {}
						INFO > while another one runs {}
						INFO > after the other one {}""".formatted(Log4jTests.class.getName()));
			assertThat(output).contains("PAGE [> looks for order 7, > no paper]", "APPENDERS 1 0 0")
				.doesNotContain("could not be passed", "Recursive call to appender tracing");
		}
	}

	private static String describe(LogRecord line) {
		Map<String, Object> attributes = new TreeMap<>(OtlpReceiver.attributes(line.getAttributesList()));
		attributes.computeIfPresent("exception.stacktrace", (key, text) -> text.toString().substring(0, 15) + "…");
		String trace = OtlpReceiver.hex(line.getTraceId().toByteArray());
		return line.getSeverityText() + " " + line.getBody().getStringValue().replaceFirst("@[0-9a-f]+", "") + " "
				+ attributes + (trace.equals(TRACE) ? " trace" + (line.getSpanId().isEmpty() ? "" : " and span") : "")
				+ (trace.equals(OTHER_TRACE)
						? (((line.getFlags() & 1) == 1) ? " sampled" : "") + (line.getSpanId().isEmpty() ? "" : " span")
						: "");
	}

	/**
	 * Runs the application.
	 */
	public static void main(String[] args) throws Exception {
		org.slf4j.Logger slf4j = LoggerFactory.getLogger("com.acme.Slf4j");
		LoggerContext log4j = (LoggerContext) LogManager.getContext(false);
		int running;
		try (ConfigurableApplicationContext application = run(args[0])) {
			Http http = new Http(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
			http.get("/orders/7", "traceparent", "00-%s-b7ad6b7169203331-01".formatted(TRACE));
			System.out.println("PAGE " + application.getBean(TraceLogs.class)
				.lines(TRACE)
				.stream()
				.map((line) -> line.get("message"))
				.toList());
			logLines(LogManager.getLogger("com.acme.Log4j"));
			log4j.reconfigure();
			slf4j.info("> after a reload");
			try (ConfigurableApplicationContext other = run(args[0])) {
				assertThat(other.isRunning()).isTrue();
				slf4j.info("> while another one runs");
			}
			slf4j.info("> after the other one");
			running = appenders(log4j).size();
		}
		slf4j.info("> after all");
		int after = appenders(log4j).size();
		log4j.reconfigure();
		System.out.println("APPENDERS " + running + " " + after + " " + appenders(log4j).size());
	}

	private static List<String> appenders(LoggerContext log4j) {
		return log4j.getConfiguration()
			.getRootLogger()
			.getAppenders()
			.keySet()
			.stream()
			.filter((name) -> name.startsWith("tracing-"))
			.toList();
	}

	private static void logLines(Logger logger) {
		ThreadContext.put("tenant", "acme");
		logger.warn(MarkerManager.getMarker("AUDIT"), "> a marker");
		ThreadContext.clearMap();
		logger.info(new Json().with("order", "7").with("city", "Rome"));
		logger.fatal("> fatal");
		ThreadContext.put("traceId", OTHER_TRACE);
		ThreadContext.put("spanId", "00f067aa0ba902b7");
		logger.info("> a trace of another thread");
		ThreadContext.remove("spanId");
		logger.info("> a trace alone");
		ThreadContext.clearMap();
		logger.info("> {}", new Fails());
		logger.error("> an exception without a text", new NoText());
		logger.info("> outer {}", new Logs(logger));
	}

	private static ConfigurableApplicationContext run(String endpoint) {
		return new SpringApplicationBuilder(LoggingApplication.class)
			.properties("server.port=0", "tracing.otlp.endpoint=" + endpoint, "tracing.ui.enabled=true",
					"tracing.logs.context=tenant", "spring.main.banner-mode=off",
					// A test dependency contains a file for Log4j.
					"logging.config=classpath:org/springframework/boot/logging/log4j2/log4j2.xml")
			.run();
	}

	private static final class Json extends StringMapMessage {

		private static final long serialVersionUID = 1L;

		@Override
		public String getFormattedMessage() {
			return "> " + asString("JSON");
		}

	}

	private static final class Fails {

		@Override
		public String toString() {
			throw new IllegalStateException("no text");
		}

	}

	private static final class NoText extends RuntimeException {

		private static final long serialVersionUID = 1L;

		@Override
		public String getMessage() {
			throw new IllegalStateException("no text");
		}

	}

	private record Logs(Logger logger) {

		@Override
		public String toString() {
			this.logger.info("> inner");
			return "inner";
		}

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class LoggingApplication {

		@Bean
		TomcatServletWebServerFactory tomcatServletWebServerFactory() {
			return new TomcatServletWebServerFactory();
		}

		@RestController
		static class Orders {

			private static final org.slf4j.Logger logger = LoggerFactory.getLogger(Orders.class);

			@GetMapping("/orders/{id}")
			String order(@PathVariable String id) {
				logger.info("> looks for order {}", id);
				logger.error("> no paper", new IllegalStateException("out of paper"));
				return "order " + id;
			}

		}

	}

}
