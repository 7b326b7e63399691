package io.github.tracingstarter.tree;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.example.everything.EverythingApplication;
import com.example.reactive.ReactiveApplication;
import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.OtlpReceiver;
import io.github.tracingstarter.testing.ProcessedApplication;
import io.github.tracingstarter.testing.RedisServer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.kafka.test.EmbeddedKafkaKraftBroker;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The traces of applications that were processed ahead of time, which are the same as
 * those of applications that were not.
 */
@Tag("slow")
class AheadOfTimeTreeTests {

	private static final String[] SERVLET = { "--spring.datasource.url=jdbc:h2:mem:everything", "--test.kafka=true",
			"--test.redis=true", "--test.quartz=true", "--test.security=true",
			"--spring.graphql.schema.locations=classpath:graphql-test/", "--tracing.graphql.data-fetcher-threshold=0",
			"--management.observations.annotations.enabled=true", "--spring.mail.host=127.0.0.1",
			"--spring.mail.port=1", "--spring.kafka.consumer.group-id=everything",
			"--spring.kafka.consumer.auto-offset-reset=earliest" };

	private static final String[] REACTIVE = { "--spring.main.web-application-type=reactive", "--test.r2dbc=true",
			"--spring.r2dbc.url=r2dbc:h2:mem:///items?options=DB_CLOSE_DELAY=-1",
			"--spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
					+ "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
					+ "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration" };

	@TempDir
	static Path directory;

	private static ProcessedApplication everything;

	private static ProcessedApplication reactive;

	@BeforeAll
	static void build() throws Exception {
		everything = new ProcessedApplication(EverythingApplication.class, directory.resolve("everything"),
				String.join(" ", SERVLET));
		reactive = new ProcessedApplication(ReactiveApplication.class, directory.resolve("reactive"),
				String.join(" ", REACTIVE));
		ProcessedApplication.build(everything, reactive);
	}

	@Test
	void everythingIsTraced() throws Exception {
		EmbeddedKafkaKraftBroker kafka = new EmbeddedKafkaKraftBroker(1, 1, "books");
		kafka.afterPropertiesSet();
		try {
			assertThat(traces(everything.jvm().run(Everything.class, kafka.getBrokersAsString()))).isEqualTo("""
					INTERNAL Books.cleanUp
					  CLIENT SELECT
					INTERNAL ReportJob.execute
					  CLIENT SELECT books
					INTERNAL warmUp
					  CLIENT CREATE TABLE books
					SERVER GET /everything
					  CLIENT INSERT books
					  CLIENT SELECT books
					  INTERNAL annotated
					    CLIENT SET
					  CLIENT send mail !
					  CLIENT GET
					    SERVER GET /called/{id}
					  CLIENT GET
					    SERVER GET /called/{id}
					  CLIENT GET
					    SERVER GET /called/{id}
					  CLIENT GET
					    SERVER GET /called/{id}
					  CLIENT SELECT books
					  INTERNAL observed
					    PRODUCER send books
					      CONSUMER process books
					        CLIENT DELETE books
					SERVER GET /job
					SERVER POST /graphql
					  INTERNAL query
					    INTERNAL Query.book
					      CLIENT SELECT
					""");
		}
		finally {
			kafka.destroy();
		}
	}

	@Test
	void webFluxIsTraced() throws Exception {
		assertThat(traces(reactive.jvm().run(Reactive.class))).isEqualTo("""
				SERVER GET /items/{id}
				  CLIENT SELECT
				  CLIENT GET /items/{id}
				    SERVER GET /items/{id}
				      CLIENT SELECT
				""");
	}

	private static String traces(String output) {
		assertThat(output).contains("=== traces ===\n", "AOT-processed");
		String[] traces = output.substring(output.indexOf("=== traces ===\n") + "=== traces ===\n".length())
			.split("\n(?! )");
		// Tasks can run at any time.
		return Stream.of(traces).map(String::strip).sorted().collect(Collectors.joining("\n", "", "\n"));
	}

	private static ConfigurableApplicationContext start(Class<?> type, OtlpReceiver collector, String[] properties,
			String... more) {
		SpringApplication application = new SpringApplication(type);
		application.setMainApplicationClass(type);
		String[] all = new String[properties.length + more.length + 4];
		System.arraycopy(properties, 0, all, 0, properties.length);
		System.arraycopy(more, 0, all, properties.length, more.length);
		System.arraycopy(new String[] { "--server.port=0", "--spring.profiles.active=prod",
				"--spring.main.banner-mode=off", "--tracing.otlp.endpoint=" + collector.url() }, 0, all, all.length - 4,
				4);
		return application.run(all);
	}

	private static Http http(ConfigurableApplicationContext context) {
		return new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
	}

	/**
	 * Runs the application with everything.
	 */
	static class Everything {

		public static void main(String[] args) throws Exception {
			try (RedisServer redis = new RedisServer(); OtlpReceiver collector = OtlpReceiver.start()) {
				ConfigurableApplicationContext context = start(EverythingApplication.class, collector, SERVLET,
						"--spring.data.redis.port=" + redis.port(), "--spring.kafka.bootstrap-servers=" + args[0]);
				Http http = http(context);
				String answers = http.get("/everything").body()
						+ http.post("/graphql", "{\"query\": \"query favourite { book { title } }\"}").body()
						+ http.get("/job").statusCode();
				boolean received = context.getBean(CountDownLatch.class).await(60, TimeUnit.SECONDS);
				context.close();
				System.out.printf("%s, %s%n=== traces ===%n%s", answers, received, collector.tree());
			}
			System.exit(0);
		}

	}

	/**
	 * Runs the application on WebFlux.
	 */
	static class Reactive {

		public static void main(String[] args) {
			try (OtlpReceiver collector = OtlpReceiver.start()) {
				ConfigurableApplicationContext context = start(ReactiveApplication.class, collector, REACTIVE);
				String answer = http(context).get("/items/1").body();
				context.close();
				System.out.printf("%s%n=== traces ===%n%s", answer, collector.tree());
			}
			System.exit(0);
		}

	}

}
