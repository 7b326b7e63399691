package io.github.tracingstarter.meters;

import java.time.Duration;
import java.util.concurrent.Callable;

import io.github.tracingstarter.testing.Http;
import io.github.tracingstarter.testing.Upstream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * A real application with Actuator, on Tomcat or Netty, that calls another service.
 */
final class MeteredApplication implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger("com.acme.Orders");

	private final Upstream upstream = new Upstream();

	private final ConfigurableApplicationContext context;

	private MeteredApplication(WebApplicationType type, Class<?> configuration, String... properties) {
		this.context = new SpringApplicationBuilder(Application.class, configuration).web(type)
			.properties("spring.main.banner-mode=off", "server.port=0", "tracing.batch.schedule-delay=50ms",
					"management.endpoints.web.exposure.include=*", "tracing.service-name=orders",
					"upstream=" + this.upstream.url(""))
			.properties(properties)
			.run();
	}

	static MeteredApplication onTomcat(String... properties) {
		return new MeteredApplication(WebApplicationType.SERVLET, Servlets.class, properties);
	}

	static MeteredApplication onNetty(String... properties) {
		return new MeteredApplication(WebApplicationType.REACTIVE, Reactive.class, properties);
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	int port() {
		return this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	Http http() {
		return new Http(port());
	}

	@Override
	public void close() {
		this.context.close();
		this.upstream.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
			"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration" })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class Servlets {

		@Bean
		TomcatServletWebServerFactory server() {
			return new TomcatServletWebServerFactory();
		}

		@Bean
		Orders orders(RestClient.Builder builder, @Value("${upstream}") String upstream) {
			return new Orders(builder.baseUrl(upstream).build());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Reactive {

		@Bean
		NettyReactiveWebServerFactory server(ReactorResourceFactory resources) {
			NettyReactiveWebServerFactory factory = new NettyReactiveWebServerFactory();
			factory.setResourceFactory(resources);
			return factory;
		}

		@Bean
		ReactiveOrders orders(WebClient.Builder builder, @Value("${upstream}") String upstream) {
			return new ReactiveOrders(builder.baseUrl(upstream).build());
		}

	}

	@RestController
	static class Orders {

		private final RestClient stock;

		Orders(RestClient stock) {
			this.stock = stock;
		}

		@GetMapping("/orders/{id}")
		String order(@PathVariable String id) {
			logger.info("order {}", id);
			this.stock.get().uri("/stock/{id}", id).retrieve().toBodilessEntity();
			return id;
		}

		@GetMapping("/later/{id}")
		Callable<String> later(@PathVariable String id) {
			return () -> id;
		}

		@GetMapping("/fails")
		String fails() {
			throw new IllegalStateException("no stock");
		}

	}

	@RestController
	static class ReactiveOrders {

		private final WebClient stock;

		ReactiveOrders(WebClient stock) {
			this.stock = stock;
		}

		@GetMapping("/orders/{id}")
		Mono<String> order(@PathVariable String id) {
			return this.stock.get()
				.uri("/stock/{id}", id)
				.retrieve()
				.toBodilessEntity()
				.delayElement(Duration.ofMillis(5))
				.thenReturn(id);
		}

	}

}
