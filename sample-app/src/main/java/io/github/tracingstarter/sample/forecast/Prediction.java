package io.github.tracingstarter.sample.forecast;

record Prediction(String city, long temperature) {
}
