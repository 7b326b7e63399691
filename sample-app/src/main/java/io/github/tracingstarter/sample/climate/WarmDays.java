package io.github.tracingstarter.sample.climate;

record WarmDays(String city, long days) {
}
