package io.github.tracingstarter.ui;

import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletPath;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Finds a sample request among the handler methods of Spring MVC, except those of
 * libraries or with required parameters. The shortest path wins.
 */
class MvcSampleRequest implements SampleRequest {

	private final ObjectProvider<RequestMappingHandlerMapping> mappings;

	private final ObjectProvider<DispatcherServletPath> servletPath;

	MvcSampleRequest(ObjectProvider<RequestMappingHandlerMapping> mappings,
			ObjectProvider<DispatcherServletPath> servletPath) {
		this.mappings = mappings;
		this.servletPath = servletPath;
	}

	@Override
	public @Nullable String find() {
		DispatcherServletPath servlet = this.servletPath.getIfUnique();
		String prefix = (servlet != null) ? servlet.getPrefix() : "";
		return this.mappings.stream()
			.flatMap((mapping) -> mapping.getHandlerMethods().entrySet().stream())
			.filter((entry) -> isGet(entry.getKey()) && isOfApplication(entry.getValue())
					&& !needsParameter(entry.getValue()))
			.flatMap(MvcSampleRequest::paths)
			.min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
			.map((path) -> prefix + path)
			.orElse(null);
	}

	private static boolean isGet(RequestMappingInfo info) {
		Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
		return (methods.isEmpty() || methods.contains(RequestMethod.GET)) && info.getParamsCondition().isEmpty()
				&& info.getHeadersCondition().isEmpty();
	}

	private static boolean isOfApplication(HandlerMethod method) {
		String type = method.getBeanType().getName();
		return !type.startsWith("org.springframework.") && !type.startsWith("org.springdoc.");
	}

	private static boolean needsParameter(HandlerMethod method) {
		for (MethodParameter parameter : method.getMethodParameters()) {
			RequestParam param = parameter.getParameterAnnotation(RequestParam.class);
			RequestHeader header = parameter.getParameterAnnotation(RequestHeader.class);
			if (!parameter.isOptional() && ((param != null && param.required() && isNone(param.defaultValue()))
					|| (header != null && header.required() && isNone(header.defaultValue())))) {
				return true;
			}
		}
		return false;
	}

	private static boolean isNone(String defaultValue) {
		return defaultValue.equals(ValueConstants.DEFAULT_NONE);
	}

	private static Stream<String> paths(Map.Entry<RequestMappingInfo, HandlerMethod> entry) {
		return entry.getKey()
			.getDirectPaths()
			.stream()
			.filter((path) -> path.startsWith("/") && !path.equals("/error"));
	}

}
