package io.github.tracingstarter.instrument.restclient;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.web.client.RestClient;

/**
 * A client or builder that also traces all clients created from it, whatever request
 * factory they use. It is a proxy, so it has the methods of any version of Spring.
 */
final class TracedClient implements InvocationHandler {

	private static final Log logger = LogFactory.getLog(TracedClient.class);

	private final Object target;

	private final TracedClients clients;

	private TracedClient(Object target, TracedClients clients) {
		this.target = target;
		this.clients = clients;
	}

	static RestClient of(RestClient client, TracedClients clients) {
		return create(RestClient.class, client, clients);
	}

	static RestClient.Builder of(RestClient.Builder builder, TracedClients clients) {
		return create(RestClient.Builder.class, builder, clients);
	}

	private static <T> T create(Class<T> type, T target, TracedClients clients) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type },
				new TracedClient(target, clients)));
	}

	static boolean isTraced(Object object) {
		return Proxy.isProxyClass(object.getClass()) && Proxy.getInvocationHandler(object) instanceof TracedClient;
	}

	@Override
	public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] args) throws Throwable {
		if (method.getName().equals("equals") && args != null && args.length == 1) {
			return proxy == args[0];
		}
		Object result;
		try {
			result = method.invoke(this.target, args);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
		if (result == this.target) {
			return proxy;
		}
		if (result instanceof RestClient.Builder builder) {
			return of(builder, this.clients);
		}
		return (result instanceof RestClient client) ? traced(client) : result;
	}

	private RestClient traced(RestClient client) {
		try {
			RestClient traced = this.clients.trace(client);
			return (traced != null) ? traced : client;
		}
		catch (RuntimeException ex) {
			logger.warn("HTTP calls of a RestClient are not traced", ex);
			return client;
		}
	}

}
