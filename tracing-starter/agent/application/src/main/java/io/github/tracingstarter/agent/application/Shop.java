package io.github.tracingstarter.agent.application;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;

/**
 * A shop with a page that queries the database and calls the shop itself over HTTP.
 */
@SpringBootApplication
@RestController
public class Shop {

	private final JdbcTemplate database;

	private final RestClient client;

	private final ApplicationContext context;

	Shop(JdbcTemplate database, RestClient.Builder client, ApplicationContext context) {
		this.database = database;
		this.client = client.build();
		this.context = context;
	}

	public static void main(String[] args) {
		SpringApplication.run(Shop.class, args);
	}

	@GetMapping("/orders/{id}")
	String order(@PathVariable int id) {
		Integer known = this.database.queryForObject("select count(*) from information_schema.tables where 1 = ?",
				Integer.class, id);
		String stock = this.client.get().uri("http://127.0.0.1:{port}/stock", port()).retrieve().body(String.class);
		return known + " " + stock;
	}

	@GetMapping("/stock")
	String stock(@Value("${shop.stock:full}") String stock) {
		return stock;
	}

	private int port() {
		return ((WebServerApplicationContext) this.context).getWebServer().getPort();
	}

}
