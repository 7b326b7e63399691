package com.example.orders;

import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.messaging.Message;
import org.springframework.messaging.support.MessageBuilder;

/**
 * The function of the shop. Lambda calls it through
 * {@code org.springframework.cloud.function.adapter.aws.FunctionInvoker}.
 */
@SpringBootApplication
public class Application {

	private static final Logger logger = LoggerFactory.getLogger(Application.class);

	public static void main(String[] args) {
		SpringApplication.run(Application.class, args);
	}

	/**
	 * Looks up an order, whose id is the body of the request.
	 * @param jdbc the database
	 * @return the function
	 */
	@Bean
	Function<Message<String>, Message<String>> order(JdbcClient jdbc) {
		return (request) -> {
			logger.info("An order is looked up");
			return jdbc.sql("select item from orders where id = ?")
				.param(Integer.valueOf(request.getPayload().strip()))
				.query(String.class)
				.optional()
				.map((item) -> MessageBuilder.withPayload(item).setHeader("statusCode", 200).build())
				.orElseGet(() -> MessageBuilder.withPayload("").setHeader("statusCode", 404).build());
		};
	}

}
