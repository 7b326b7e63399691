package com.example.orders;

import java.util.List;
import java.util.Optional;

import com.microsoft.azure.functions.HttpMethod;
import com.microsoft.azure.functions.HttpRequestMessage;
import com.microsoft.azure.functions.HttpResponseMessage;
import com.microsoft.azure.functions.HttpStatus;
import com.microsoft.azure.functions.annotation.AuthorizationLevel;
import com.microsoft.azure.functions.annotation.BindingName;
import com.microsoft.azure.functions.annotation.Cardinality;
import com.microsoft.azure.functions.annotation.EventHubTrigger;
import com.microsoft.azure.functions.annotation.FunctionName;
import com.microsoft.azure.functions.annotation.HttpTrigger;
import com.microsoft.azure.functions.annotation.QueueTrigger;
import com.microsoft.azure.functions.annotation.TimerTrigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The functions of the shop.
 */
@Component
public class OrderFunctions {

	private static final Logger logger = LoggerFactory.getLogger(OrderFunctions.class);

	private final JdbcClient jdbc;

	public OrderFunctions(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	@FunctionName("order")
	public HttpResponseMessage order(
			@HttpTrigger(name = "request", methods = HttpMethod.GET, route = "orders/{id}",
					authLevel = AuthorizationLevel.ANONYMOUS) HttpRequestMessage<Optional<String>> request,
			@BindingName("id") int id) {
		logger.info("An order is looked up");
		return this.jdbc.sql("select item from orders where id = ?")
			.param(id)
			.query(String.class)
			.optional()
			.map((item) -> request.createResponseBuilder(HttpStatus.OK).body(item))
			.orElseGet(() -> request.createResponseBuilder(HttpStatus.NOT_FOUND))
			.build();
	}

	@FunctionName("store")
	public void store(
			@QueueTrigger(name = "item", queueName = "orders", connection = "AzureWebJobsStorage") String item) {
		this.jdbc.sql("insert into orders (id, item) select max(id) + 1, ? from orders").param(item).update();
	}

	@FunctionName("clean-up")
	public void cleanUp(@TimerTrigger(name = "timer", schedule = "0 0 3 * * *") String timer) {
		this.jdbc.sql("delete from orders where id > 1000").update();
	}

	@FunctionName("import")
	public void importAll(@EventHubTrigger(name = "items", eventHubName = "items", connection = "EventHub",
			cardinality = Cardinality.MANY) List<String> items) {
		items.forEach(this::store);
	}

}
