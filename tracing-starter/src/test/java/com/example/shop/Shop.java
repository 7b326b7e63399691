package com.example.shop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.Table;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.restclient.RestTemplateBuilder;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.server.ResponseStatusException;

/**
 * An application with what the page is designed to show: one query for each row of
 * another, an upstream service that fails, an exception with a cause.
 */
@SpringBootApplication
public class Shop {

	@Bean
	ApplicationRunner data(CustomerRepository customers) {
		return (args) -> {
			for (int i = 0; i < 12; i++) {
				Customer customer = new Customer();
				for (int j = 0; j < 3; j++) {
					customer.orders.add(new Purchase(customer));
				}
				customers.save(customer);
			}
		};
	}

	@Bean
	TomcatServletWebServerFactory tomcatServletWebServerFactory() {
		return new TomcatServletWebServerFactory();
	}

	@Bean
	RestTemplate restTemplate(RestTemplateBuilder builder) {
		return builder.build();
	}

	@RestController
	static class ShopController {

		private static final Log logger = LogFactory.getLog(ShopController.class);

		private final ShopService shop;

		private final RestTemplate client;

		private final Environment environment;

		ShopController(ShopService shop, RestTemplate client, Environment environment) {
			this.shop = shop;
			this.client = client;
			this.environment = environment;
		}

		@GetMapping("/hello")
		String hello() {
			return "hello";
		}

		@GetMapping("/customers/orders")
		Map<@Nullable Long, Integer> orders() {
			return this.shop.orders();
		}

		@GetMapping("/prices/{id}")
		String price(@PathVariable String id) {
			try {
				return String.valueOf(this.client.getForObject("http://localhost:{port}/upstream/{id}", String.class,
						this.environment.getProperty("local.server.port"), id));
			}
			catch (HttpServerErrorException ex) {
				logger.warn("Going on without the price of " + id);
				return "unknown";
			}
		}

		@GetMapping("/upstream/{id}")
		String upstream(@PathVariable String id) {
			throw new ResponseStatusException(HttpStatus.BAD_GATEWAY, "no price of " + id);
		}

		/**
		 * Takes longer than the threshold for sampling.
		 */
		@GetMapping("/stocktaking")
		String stocktaking() throws InterruptedException {
			countEachShelf();
			return "counted";
		}

		private void countEachShelf() throws InterruptedException {
			Thread.sleep(1600);
		}

		@GetMapping("/checkout")
		String checkout() {
			return this.shop.checkout();
		}

	}

	@Service
	static class ShopService {

		private final CustomerRepository customers;

		ShopService(CustomerRepository customers) {
			this.customers = customers;
		}

		@Transactional(readOnly = true)
		Map<@Nullable Long, Integer> orders() {
			Map<@Nullable Long, Integer> counts = new TreeMap<>();
			for (Customer customer : this.customers.findAll()) {
				counts.put(customer.id, customer.orders.size());
			}
			return counts;
		}

		String checkout() {
			try {
				throw new IllegalArgumentException("the cart is empty");
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalStateException("cannot check out", ex);
			}
		}

	}

	@Entity
	@Table(name = "customers")
	static class Customer {

		@Id
		@GeneratedValue
		@Nullable Long id;

		@OneToMany(mappedBy = "customer", cascade = CascadeType.ALL)
		List<Purchase> orders = new ArrayList<>();

	}

	@Entity
	@Table(name = "orders")
	static class Purchase {

		@Id
		@GeneratedValue
		@Nullable Long id;

		@ManyToOne
		@Nullable Customer customer;

		Purchase() {
		}

		Purchase(Customer customer) {
			this.customer = customer;
		}

	}

}
