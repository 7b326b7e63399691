package com.example.reactive;

import reactor.core.publisher.Mono;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * An application on WebFlux, with an R2DBC statement and a call to itself.
 */
@SpringBootApplication
@RestController
public class ReactiveApplication {

	private final DatabaseClient database;

	private final WebClient client;

	private final Environment environment;

	public ReactiveApplication(DatabaseClient database, WebClient.Builder clients, Environment environment) {
		this.database = database;
		this.client = clients.build();
		this.environment = environment;
	}

	public static void main(String[] args) {
		SpringApplication.run(ReactiveApplication.class, args);
	}

	@Bean
	static NettyReactiveWebServerFactory nettyServer() {
		return new NettyReactiveWebServerFactory();
	}

	@GetMapping("/items/{id}")
	Mono<String> item(@PathVariable int id) {
		String url = "http://localhost:" + this.environment.getProperty("local.server.port");
		return (id == 0) ? one()
				: one().then(this.client.get().uri(url + "/items/{id}", id - 1).retrieve().bodyToMono(String.class));
	}

	private Mono<String> one() {
		return this.database.sql("select 1").map((row) -> String.valueOf(row.get(0))).one();
	}

}
